"""The list: what is broken, by which change of the source, and which tests fail then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """A change of one file: every `old` becomes its `new`. `on` names the one database on which it can be noticed."""

    name: str
    file: str
    edits: tuple[tuple[str, str], ...]
    tests: str
    on: str = ""


def defect(name: str, file: str, old: str, new: str, tests: str, *more: tuple[str, str], on: str = "") -> Defect:
    return Defect(name, f"src/yanzhen/{file}", ((old, new), *more), tests, on)


VISIBLE = "tests/api/test_api.py::test_lists_hold_what_the_caller_may_see_and_say_how_many"
DENIED = "tests/web/test_missing.py::test_denied_is_the_same_bytes_as_missing"
ONCE = "tests/safety/test_parallel.py::test_what_may_happen_once_happens_once"
PARALLEL = "tests/safety/test_parallel.py"
POLICY = "tests/web/test_policy.py"
NOTICES = "tests/safety/test_two_worlds.py::test_nobody_notices_what_he_may_not_know[{}]"
CLERK_NOTICES = NOTICES.format("clerk")

DEFECTS = (
    # Who sees what.
    defect("records of everybody are listed", "kernel/records/models.py", "            found |= seen_by(post, kind)\n        return self.filter(found)", "            found |= seen_by(post, kind)\n        return self.all()", VISIBLE),
    defect("records of the whole tenant are seen from a village", "kernel/records/models.py", "Q(org__path__startswith=post.path) | ", "Q(tenant=post.tenant_id) | ", VISIBLE),
    defect("households of everybody are listed", "kernel/register/models.py", 'return self.filter(org__in=Org.objects.filter(under(actor.grounds("register.read"))).values("pk"))', "return self.all()", VISIBLE),
    defect("who moved away is still the old clerk's", "kernel/register/models.py", "self.filter(_tied(actor, right, actor.day) | ", "self.filter(_tied(actor, right) | ", "tests/register/test_people.py"),
    defect("the verbs ask where somebody ever was", "kernel/register/acting.py", "if tie[0].since <= day and (tie[0].until is None or tie[0].until > day or (tie[1] == 0 and tie[0].until == person.died_on))]", "if tie[0].since <= day]", "tests/register/test_people.py"),
    defect("a merger is taken back over what was recorded upon it", "kernel/register/actions/restore.py", "[*_changed_since(past), *_recorded_since(past)]", "[*_changed_since(past)]", "tests/register/test_restore.py"),
    defect("the dead go on living at home", "kernel/register/actions/people.py", "[person, *_at_home_until(actor, person)]", "[person]", "tests/register/test_heads.py"),
    defect("the people of a second head join the first", "packs/township/given_back.py", "came & back.keys() - twice", "came & back.keys()", "tests/intake/test_given_back.py"),
    defect("a visit stands where it was written", "kernel/records/placing.py", "    return to\n\n\ndef resettle", "    return org\n\n\ndef resettle", "tests/records/test_places.py"),
    defect("a successor ends nobody's term", "packs/township/succession.py", "return [Ending(post, day) for post in found]", "return []", "tests/intake/test_members.py"),
    defect("a roster makes a member of two branches", "packs/township/load_people.py", 'if other is None or other == branch or branch.kind == "branch_temporary":', "if branch:", "tests/intake/test_members.py::test_a_member_named_by_another_branch_is_to_be_transferred_first"),
    defect("a number made up meets a real one", "packs/township/load_households.py", 'MADE_UP = "临"', 'MADE_UP = "0"', "tests/intake/test_unnumbered.py::test_a_number_made_up_never_meets_a_real_one"),
    defect("who died comes to live again", "packs/township/rosters.py", 'if gone(line.get(column)):', 'if line.get(column) == "死":', "tests/intake/test_unnumbered.py::test_who_is_gone_by_the_remark_is_no_resident"),
    defect("a corrected ledger doubles its problems", "packs/visits/mending.py", "return alike[0] if alike else None", "return None", "tests/intake/test_corrected.py::test_a_corrected_wording_or_category_corrects_the_problem"),
    defect("what was answered is solved whatever hinders", "packs/visits/outcomes.py", 'if "cannot" in last and (done < 0', 'if "cannot" in last and "answered" not in last and (done < 0', "tests/intake/test_outcomes.py::test_what_cannot_be_done_now_keeps_the_clerks_words_as_its_reason"),
    defect("papers go out to whoever knows the number", "kernel/papers/models.py", "record__in=Record.objects.visible_to(actor), ", "", DENIED),
    defect("another's import can be opened", "kernel/intake/models.py", "self.filter(by=actor.person_id)", "self.all()", DENIED),
    defect("drafts are shown to readers", "kernel/reports/models.py", ' & models.Q(signed_at__isnull=False)', "", "tests/api/test_api.py::test_a_report_comes_with_its_figures"),
    defect("a denied page says that it is denied", "faces/web/guarding.py", 'if need != SIGNED_IN and not request.actor.may(need):\n            raise Http404', 'if need != SIGNED_IN and not request.actor.may(need):\n            raise PermissionError', f"{POLICY} tests/web/test_doors.py"),
    defect("a line of the policy is widened", "faces/web/policy.py", '"accounts": right("accounts.write", post="accounts.write")', '"accounts": own(post=True)', "tests/web/test_doors.py"),
    defect("an address without a line is open", "faces/web/guarding.py", 'need = line.need(request.method or "") if line else ""', 'need = line.need(request.method or "") if line else OPEN', f"{POLICY}::test_an_address_without_a_line_is_not_there"),
    defect("an operation of the API forgets to ask", "faces/api/registering.py", 'Household.objects.visible_to(need(request, "households"))', "Household.objects.visible_to(request.actor)", "tests/safety/test_policy.py::test_every_operation_asks_its_own_line", on="sqlite"),
    defect("the API takes columns that only steps set", "faces/inputs.py", 'f.name != "record" and f.name not in moved', 'f.name != "record"', "tests/api/test_api.py::test_nonsense_is_refused_in_a_sentence_and_nothing_is_written"),
    defect("a form takes households of another village", "faces/inputs.py", "model._default_manager.visible_to(actor).complex_filter", "model._default_manager.complex_filter", "tests/safety/test_bodies.py::test_a_key_of_another_place_is_a_key_of_nothing", on="sqlite"),
    defect("a session outlives its posts", "faces/web/guarding.py", 'session.get("posts") == actor.fingerprint', "True", "tests/safety/test_two_worlds.py::test_a_session_made_under_other_posts_is_nobodys", on="sqlite"),
    defect("a session never idles out", "faces/web/guarding.py", "IDLE_MINUTES = 30", "IDLE_MINUTES = 300", f"{POLICY}::test_a_session_that_idled_half_an_hour_is_over"),
    defect("a token outlives its account", "kernel/guard/signin.py", "account__closed_at__isnull=True, account__must_change=False,", "account__must_change=False,", "tests/api/test_api.py::test_a_token_is_dead_once_revoked_over_or_without_posts"),
    defect("reading may write", "faces/web/guarding.py", "raise ReadOnly(sql[:80])", "return execute(sql, params, many, context)", POLICY),
    defect("forms of other sites are taken", "settings.py", '    "django.middleware.csrf.CsrfViewMiddleware",\n', "", f"{POLICY}::test_a_form_of_another_site_does_nothing"),
    defect("a telephone is shown whole", "faces/web/told.py", 'return f"{number[:3]}****{number[-4:]}" if len(number) >= 9', "return number if len(number) >= 9", "tests/web/test_people.py"),
    defect("a telephone is shown out of turn", "packs/visits/actions.py", "for post in handling(record, actor))", "for post in actor.posts)", "tests/visits/test_posts.py::test_the_telephone_goes_to_the_post_whose_turn_it_is_and_to_no_other"),
    defect("what people write runs on the page", "faces/web/templates/parts/rows.html", "{{ row.title }}", "{{ row.title|safe }}", "tests/safety/test_markup.py", on="sqlite"),
    defect("a cell that looks like a formula is one", "faces/web/evidence.py", "sheet.write_string(r, c, ", "sheet.write(r, c, ", "tests/safety/test_markup.py::test_no_cell_of_a_spreadsheet_is_a_formula", ('"strings_to_formulas": False', '"strings_to_formulas": True'), on="sqlite"),
    # What is sealed and logged.
    defect("rows of a roster lie open between preview and decision", "kernel/intake/packing.py", "seal(encode(said))", 'encode(said).encode() if line.faults else seal(encode(said))', "tests/safety/test_logs.py::test_no_number_lies_in_the_database_as_it_is"),
    defect("a column is sealed with nothing", "kernel/base/sealing.py", "return nonce + _keys(str(settings.YZ_SEALING_KEY))[0].encrypt(nonce, text.encode(), None)", "return nonce + text.encode()", "tests/safety/test_logs.py::test_no_number_lies_in_the_database_as_it_is", ("return _keys(str(settings.YZ_SEALING_KEY))[0].decrypt(raw[:NONCE], raw[NONCE:], None).decode() if raw", "return raw[NONCE:].decode() if raw")),
    defect("a fault tells whom it was about", "logs.py", 'yield f"{type(error).__module__}.{type(error).__qualname__}"', 'yield f"{type(error).__module__}.{type(error).__qualname__}: {error}"', "tests/safety/test_logs.py::test_a_fault_of_ours_tells_where_and_not_of_whom"),
    defect("a photograph keeps its place", "kernel/papers/pictures.py", "_place(picture) if keep_place else None", "_place(picture)", "tests/papers"),
    # What is written once, and stays.
    defect("the disk is not asked to keep what was written", "kernel/base/checks.py", '"synchronous=FULL", ', "", "tests/test_settings.py", on="sqlite"),
    defect("a file is not on the disk before its row", "kernel/base/storage.py", "            os.fsync(out.fileno())\n", "", "tests/base/test_storage.py"),
    defect("the trail is written after the act", "kernel/guard/trail.py", "        with transaction.atomic():\n            this, told = Act", "        if True:\n            this, told = Act", "tests/guard/test_trail.py"),
    defect("the same id from somebody else is taken", "kernel/guard/trail.py", "(claim.asked, claim.actor_id) != (said, actor.person_id)", "claim.asked != said", "tests/guard/test_trail.py"),
    defect("corrections leave no entry", "kernel/records/actions.py", "rows=[record, said, *limited, *corrections]", "rows=[record, said, *limited]", "tests/records/test_records.py"),
    defect("verify passes over a changed row", "kernel/guard/verify.py", 'wrong.append(("row", name))', "pass", "tests/guard/test_verify.py::test_any_cell_changed_behind_the_systems_back_is_located_to_its_row"),
    defect("the trail may be changed", "kernel/guard/migrations/0002_append_only.py", 'AppendOnly("guard_entry")', "", "tests/guard/test_trail.py::test_our_migrations_guard_the_trail"),
    defect("a transaction takes its lock when it first writes", "kernel/base/checks.py", 'if options.get("transaction_mode") != "IMMEDIATE":', "if False:", "tests/test_settings.py", on="sqlite"),
    defect("numbers are counted by reading first", "kernel/records/actions.py", 'if not Counter.objects.filter(**key).update(last=F("last") + count):', 'if not Counter.objects.filter(**key).update(last=(Counter.objects.filter(**key).values_list("last", flat=True).first() or 0) + count):', f"{PARALLEL}::test_numbers_are_unique_and_have_no_gaps", on="postgresql"),
    defect("the head of a chain is not locked", "kernel/guard/trail.py", "return ChainHead.objects.select_for_update().filter", "return ChainHead.objects.filter", "tests/guard/test_trail.py", on="postgresql"),
    defect("a record is moved from where it no longer is", "kernel/flows/actions.py", "Record.objects.filter(pk=record.pk, version=was).update", "Record.objects.filter(pk=record.pk).update", "tests/flows/test_steps.py::test_who_saw_an_older_state_does_not_overwrite_a_newer_one"),
    defect("a stale form takes back what others put right", "kernel/guard/meanwhile.py", "if version is not None:", "if False:", "tests/register/test_meanwhile.py tests/web/test_meanwhile.py", on="sqlite"),
    defect("a silent household is passed over at once", "kernel/flows/actions.py", "if not step.overdue or record.late(day):", "if True:", "tests/visits/test_silent.py"),
    defect("an extension makes the late punctual", "kernel/flows/actions.py", "if step.adds and record.late(entered):", "if False:", "tests/visits/test_clocks.py::test_what_is_late_is_not_made_punctual_by_an_extension"),
    defect("a record is voided again and again", "kernel/records/actions.py", "filter(pk=record.pk, voided_on__isnull=True).update(", "filter(pk=record.pk).update(", f"{ONCE} tests/records/test_records.py::test_a_void_record_is_neither_corrected_nor_moved_nor_voided_again"),
    defect("an import is decided twice", "kernel/intake/apply.py", 'if not Import.objects.filter(pk=imported.pk, state="read").update(', "if not Import.objects.filter(pk=imported.pk).update(", f"{ONCE}[a_decision]"),
    defect("a job is asked for twice", "kernel/jobs/actions.py", "return found or Job.objects.create(", "return Job.objects.create(", "tests/jobs"),
    # Numbers and days.
    defect("late a day too early", "kernel/records/models.py", "day > self.due_on", "day >= self.due_on", "tests/flows/test_steps.py"),
    defect("a past day is replayed without its own steps", "kernel/figures/replay.py", "on__lte=scope.day, step__in=[*sets, *asks])", "on__lt=scope.day, step__in=[*sets, *asks])", "tests/figures"),
    defect("reasons of a past day are those of today", "kernel/figures/naming.py", "if isinstance(figure.of, Kind) and any(written_by_steps(figure.of, column)):", "if False:", "tests/figures/test_disputed.py"),
    defect("what could not be done is said of what is done anew", "packs/visits/pack.py", ', "reason": "", "level": "", "condition": ""}', "}", "tests/figures/test_disputed.py"),
    defect("the mean of nobody is nought", "kernel/figures/spec.py", "quantize(TENTH, ROUND_HALF_UP) if total else None", "quantize(TENTH, ROUND_HALF_UP) if total else Decimal(0)", "tests/figures/test_figures.py tests/figures/test_posts.py"),
    defect("two homes make two residents of the county", "packs/township/figures.py", 'of=people, distinct="person"', "of=people", "tests/figures/test_posts.py"),
    defect("who holds two posts in a village is two", "kernel/figures/breakdown.py", "(parts[org] or Decimal(0)) - again", "(parts[org] or Decimal(0))", "tests/figures/test_figures.py"),
    defect("a branch's members stand in no village", "kernel/figures/breakdown.py", "if found or not across:", "if found or across:", "tests/figures/test_two_trees.py::test_members_stand_in_the_village_that_their_branch_serves_and_others_where_their_branch_stands"),
    defect("the board of a village forgets who serves it", "kernel/register/queries.py", "return sorted(key for key, path, _serves in below if", "return sorted(key for key, path, _serves in [] if", "tests/figures/test_two_trees.py::test_where_a_village_went_its_branch_counts_from_that_day_and_not_before"),
    defect("land that nobody recorded is nought", "kernel/figures/spec.py", "return None if found is None and self.sum and", "return None if self.mean and", "tests/figures/test_past.py::test_land_that_nobody_recorded_is_no_nought"),
    defect("figures counted together forget their conditions", "kernel/figures/counting.py", "figure.amount(figure.condition(scope) or None)", "figure.amount()", "tests/figures/test_together.py"),
    defect("what stands over New Year is forgotten", "kernel/figures/spec.py", "return rows if ever else rows.filter", "return rows.filter", "tests/figures/test_new_year.py"),
    defect("a corrected category keeps the first limit", "kernel/records/actions.py", "limited = limit_anew(record)", "limited: list[Any] = []", "tests/visits/test_recategorised.py"),
    defect("a report is read in the language of the screen", "kernel/figures/naming.py", "if ref in (f.key, in_papers(f.name))), None)", "if ref in (f.key, str(f.name))), None)", "tests/reports/test_signing.py"),
    defect("figures count what is void", "kernel/figures/spec.py", "rows = Record.objects.live().filter(handed(kind, scope)", "rows = Record.objects.filter(handed(kind, scope)", "tests/records/test_records.py tests/figures"),
    defect("余 rounds up", "kernel/reports/wording.py", "rounding=ROUND_DOWN, context=_EXACT)", "context=_EXACT)", "tests/reports/test_wording.py"),
    defect("signing freezes nothing", "kernel/reports/actions.py", "frozen = FrozenFigure.objects.bulk_create(_frozen(report, today, paragraphs))", "frozen = list[FrozenFigure]()", f"{ONCE}[a_signature]"),
    defect("a signed report counts anew", "kernel/reports/actions.py", "return as_signed(paragraphs, report) if report.signed_at else paragraphs", "return paragraphs", "tests/reports/test_signing.py"),
    defect("a share forgets the rows of its whole", "kernel/reports/freezing.py", "for term in terms(figure)])", "for term in terms(figure)[:1] * len(terms(figure))])", "tests/reports/test_since.py"),
    defect("the check digit of an identity number is not checked", "kernel/base/ids.py", "CHECKS[_sum(number[:17]) % 11]", "number[17:].upper()", "tests/base/test_ids.py"),
    defect("an import brings in twice what came before", "kernel/intake/loading.py", "return mark(", "return mark(str(id(facts)) + ", "tests/intake/test_ledgers.py"),
    defect("undoing an import leaves its rows", "kernel/intake/undoing.py", "        _take_away(plan, act, imported)\n", "", "tests/web/test_imports.py::test_decided_and_taken_back_leaves_the_register_as_it_was tests/intake/test_deciding.py"),
    # Coming in.
    defect("guessing passwords costs no time", "kernel/guard/slowdown.py", "FREE, LONGEST = 5, 2400", "FREE, LONGEST = 500, 2400", "tests/guard/test_signin.py"),
    defect("a code of the second factor opens twice", "kernel/guard/codes.py", "totp_last__lt=moment", "totp_last__lte=moment", "tests/guard/test_accounts.py tests/guard/test_signin.py"),
    defect("a change of password under way undoes a reset", "kernel/guard/actions/common.py", "if not act.seen and (over or", "if False and (over or", "tests/guard/test_meeting.py", on="sqlite"),
    defect("a sign-in under way outlives a reset", "kernel/guard/signin.py", "if account.password != found.password or account.closed_at:", "if account.closed_at:", "tests/guard/test_meeting.py", on="sqlite"),
    defect("whoever fills the lowest posts gives the highest", "kernel/guard/actions/posts.py", "not actor.holds(definition.given_by, org)", "False", "tests/safety/test_power.py"),
    defect("two posts that must be apart are given to one", "kernel/guard/actions/posts.py", "        _refuse_apart(person, role, since, until)\n", "", "tests/guard/test_posts.py"),
    # What one world says of another, seen by whoever compares the two.
    defect("a figure opens the rows of everybody", "faces/web/evidence.py", "one_page(request, visible_rows(rows, request.actor), \"-pk\")", "one_page(request, rows, \"-pk\")", NOTICES.format("secretary"), on="sqlite"),
    defect("an export has one column more", "faces/web/evidence.py", "Cell(m.relation), Cell(m.household.number", "Cell(m.person.phone), Cell(m.household.number", CLERK_NOTICES, on="sqlite"),
    defect("the search finds records of everybody", "faces/waiting.py", "records, people, homes = Record.objects.visible_to(actor), ", "records, people, homes = Record.objects.all(), ", CLERK_NOTICES, on="sqlite"),
    defect("the map draws the villages of everybody", "faces/web/views/surveys.py", "rows = list(Org.objects.under(org, day).filter(kind=level.key)", "rows = list(Org.objects.alive(day).filter(kind=level.key)", CLERK_NOTICES, on="sqlite"),
    defect("figures of a place are told to whoever names it", "faces/web/asking.py", "    if not request.actor.may(right, org):\n        raise Http404\n", "", CLERK_NOTICES, on="sqlite"),
    defect("the API lists everybody", "faces/api/registering.py", 'Person.objects.visible_to(need(request, "people"))', '(need(request, "people"), Person.objects.all())[1]', CLERK_NOTICES, on="sqlite"),
    defect("a report opens to whoever knows its number", "faces/web/views/reports.py", 'Report.objects.visible_to(request.actor).select_related("org", "tenant"', 'Report.objects.select_related("org", "tenant"', CLERK_NOTICES, on="sqlite"),
    defect("what is sealed is read without a mark", "kernel/register/actions/people.py", 'if not act.seen:\n        note(act, "register.reveal"', 'if act.seen:\n        note(act, "register.reveal"', "tests/register/test_people.py::test_reading_what_is_sealed_leaves_a_mark"),
    # What is kept, and what it is held against.
    defect("a backup is a plain copy of the file", "faces/cli/dumps.py", "source.backup(copy)", "to.write_bytes(_file().read_bytes())", "tests/guard/test_backup.py::test_a_backup_made_under_writes_is_of_one_moment", on="sqlite"),
    defect("a dump is of another moment than its manifest", "faces/cli/dumps.py", '"--no-privileges", f"--snapshot={name}",', '"--no-privileges",', "tests/guard/test_backup.py::test_a_backup_made_under_writes_is_of_one_moment", on="postgresql"),
    defect("a restore takes whatever it is given", "faces/cli/dumps.py", "if (found.counts, found.heads) != (expected.counts, expected.heads):", "if False:", "tests/guard/test_backup.py::test_a_backup_that_does_not_fit_is_refused_with_nothing_changed"),
    defect("what was printed is held against nothing", "kernel/guard/anchors.py", "for anchor in anchors if not _holds(anchor)", "for anchor in anchors if not anchor.head", "tests/guard/test_verify.py::test_a_forger_who_rewrites_the_rest_is_caught_by_what_was_printed"),
    defect("a signed report carries no head of the trail", "kernel/reports/actions.py", "report.chain_head = head16(report.tenant_id)", 'report.chain_head = head16(None)', "tests/reports/test_signing.py"),
    defect("the name of a file is not on the disk before its row", "kernel/base/storage.py", "        sync_directory(path.parent)\n        return name\n", "        return name\n", "tests/base/test_storage.py"),
    # Days and trees.
    defect("halves are rounded to the even digit", "kernel/reports/wording.py", "Context(prec=200, rounding=ROUND_HALF_UP)", 'Context(prec=200, rounding="ROUND_HALF_EVEN")', "tests/reports/test_wording.py"),
    defect("a make-up Saturday is a day off", "kernel/base/calendar.py", 'self._named.update((day, (True, "")) for day in notice.work)', "pass", "tests/base/test_spans.py"),
    defect("the day a limit starts on is counted", "kernel/base/calendar.py", "at = bisect_right(days, here) + count - 1", "at = bisect_left(days, here) + count - 1", "tests/base/test_spans.py"),
    defect("a rolling limit ends on a holiday", "kernel/base/spans.py", "day = following if span.rolls else natural", "day = natural", "tests/base/test_spans.py"),
    defect("the day a place ends it still stands", "kernel/register/models.py", '{f"{prefix}until__gt": day}', '{f"{prefix}until__gte": day}', "tests/register/test_queries.py tests/register/test_merge.py"),
    defect("a merged village keeps its households", "kernel/register/actions/merge.py", "    written += rehouse(org, since, lambda home: homes.get(home.pk, first))\n", "", "tests/register/test_merge.py"),
    defect("what waits at a merged village waits for ever", "kernel/register/actions/merge.py", "    written += [row for kind in book.of(Standing) for row in kind.follow(org, first)]\n", "", "tests/register/test_merge.py"),
    defect("a late move leaves facts where they were", "kernel/register/tree.py", "    if old == new:\n        return []\n    return [row", "    if old:\n        return []\n    return [row", "tests/figures/test_figures.py::test_what_happened_before_a_village_moved_stays_with_its_old_place tests/register/test_orgs.py"),
)
