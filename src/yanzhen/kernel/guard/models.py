"""Accounts, posts and the trail. Rows that point at people and places name the register by string: it lies above."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.sealing import SealedField
from yanzhen.kernel.base.vouched import Vouched


class Account(Vouched, AbstractBaseUser):
    """How a person signs in. What he may do comes from his posts, never from here."""

    said_as = _("账号")
    login = models.CharField(_("账号"), max_length=40, unique=True)
    person = models.OneToOneField("register.Person", verbose_name=_("人员"), on_delete=models.PROTECT, related_name="account")
    must_change = models.BooleanField(_("首次登录须改密码"), default=True)
    password_at = models.DateTimeField(_("密码设于"), null=True)
    totp = SealedField(_("动态口令密钥"))
    totp_on = models.BooleanField(_("动态口令已启用"), default=False)
    totp_last = models.BigIntegerField(default=0)
    epoch = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(_("停用"), null=True, blank=True)
    last_login = None

    USERNAME_FIELD = "login"
    objects = BaseUserManager["Account"]()

    def __str__(self) -> str:
        return self.login

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.closed_at is None

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with every sign-out, so that older sessions die at their next request."""
        return salted_hmac("yanzhen.session", f"{self.password}:{self.epoch}", algorithm="sha256").hexdigest()


class SignInTry(models.Model):
    """A try to sign in, by the keyed mark of what was typed and of where from: what slowing down is computed from.
    `trusted`: the same login had come in from there before."""

    who = models.CharField(max_length=32)
    whence = models.CharField(max_length=32)
    at = models.DateTimeField()
    right = models.BooleanField(default=False)
    trusted = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["who", "at"]), models.Index(fields=["whence", "at"])]


class Token(Vouched):
    """A key for the API. It can do what its account's posts can do today, no more; only its digest is kept."""

    said_as = _("接口密钥")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("用途"), max_length=40)
    made_at = models.DateTimeField()
    until = models.DateField(_("有效期至"))
    revoked_at = models.DateTimeField(null=True)


class Appointment(Vouched):
    """A post held: a person, an organisation, a role, from a day to a day, and who appointed."""

    said_as = _("任职")
    person = models.ForeignKey("register.Person", on_delete=models.PROTECT, related_name="appointments")
    org = models.ForeignKey("register.Org", on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(_("岗位"), max_length=30)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    since = models.DateField(_("任职"))
    until = models.DateField(_("免职"), null=True, blank=True)
    appointed_by = models.CharField(_("任命"), max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org", "role"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "org", "role", "since"], name="one_appointment"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_ends_later"),
        ]


class ChainHead(models.Model):
    """The end of one tenant's chain; 0 is the chain of the whole installation. Locked while an entry is added."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)


class Entry(models.Model):
    """One act: who did what to what, when, what the rows looked like after it and how it had `found` those that were there
    before it (None: of an earlier release, which did not say). Never changed, never deleted."""

    chain = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, db_index=True)
    said = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    found = models.JSONField(null=True)
    uid = models.UUIDField(null=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["chain", "at"]), models.Index(fields=["actor", "at"])]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="one_entry_a_place")]


class Claim(models.Model):
    """The client's own id of an act: taken before the act, so that the same act sent twice is done once."""

    uid = models.UUIDField(primary_key=True)
    asked = models.CharField(max_length=64)
    actor = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, blank=True)


class Held(models.Model):
    """The same id came again with other content: kept for a human to look at, nothing was overwritten."""

    uid = models.UUIDField(db_index=True)
    actor = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    asked = SealedField()


class Correction(Vouched):
    """What a column said before it was corrected, and why it was."""

    said_as = _("更正前的内容")
    subject = models.CharField(max_length=60, db_index=True)
    field = models.CharField(max_length=40)
    old = SealedField()
    new = SealedField()
    reason = models.CharField(_("更正理由"), max_length=200)
    by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
