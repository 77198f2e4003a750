"""What the loans add up to. No part of the book: the township's reports and figures' page do not know these."""

from django.db.models import F, Q

from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Ratio, Rows, Source
from yanzhen.kernel.register.models import Household
from yanzhen.kernel.register.queries import years_by

from .pack import loan


def homes_of(scope: Scope) -> Rows:
    return Household.objects.under(scope.org, scope.day)


home = Source("toy.homes", "homes", homes_of, Household)

homes = Figure("toy.homes", "homes", "", of=home, means="homes in the place")
loans = Figure("toy.loans", "loans", "", of=loan, means="loans asked for")
volumes = Figure("toy.volumes", "volumes", "", of=loan, sum="loan__volumes", means="volumes asked for")
readers = Figure("toy.readers", "readers", "", of=loan, distinct="loan__reader", means="each reader once")
sorts = Figure("toy.sorts", "sorts", "", of=loan, distinct="loan__sort", means="each sort once")
mean_volumes = loans.averaged("toy.mean_volumes", "volumes a loan", lambda scope: F("loan__volumes"), unit="", means="mean of the volumes asked for")
mean_reader_age = Figure("toy.mean_age", "age of readers", "", of=loan, distinct="loan__reader", mean=lambda scope: years_by(scope.day, "loan__reader__birth"), means="mean age of the readers, each once")
maps = loans.narrow("toy.maps", "maps", means="loans of maps", where=Q(loan__sort="map"))
back = loans.narrow("toy.back", "back", means="loans that came back", become={"outcome": ("back",)})
pending = loans.narrow("toy.pending", "pending", means="loans that have not ended", become={"outcome": ("",)})
out = loans.narrow("toy.out", "out", means="loans out of the house", states=("lent", "mending"))
ended = loans.narrow("toy.ended", "ended", means="loans that ended", become={"outcome": ("back", "lost")})
ended_in_time = loans.narrow("toy.in_time", "ended in time", means="loans that ended within their limit", in_time=("give_back", "lose"))
late = loans.narrow("toy.late", "late", means="loans whose day has passed", overdue=True)
back_rate = Ratio("toy.back_rate", "share that came back", back, loans, means="back in all")
