"""Filing what was seen: visit, snapshot, verdict and what the page says now, all or nothing."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from dossier.casework.deciding import state_of, still_stands
from dossier.claims import AsOf, Basis, Digests, Verdict
from dossier.pages import Page
from dossier.store import frontier
from dossier.store.engine import Connection, Store
from dossier.store.findings import load_review
from dossier.store.pages import (
    Kind,
    Standing,
    Visit,
    add_visit,
    detector_digest,
    find_or_add_page,
    find_or_add_snapshot,
    find_or_add_verdict,
    find_page,
    load_snapshot,
    load_standing,
    load_verdict,
    set_standing,
    text_digest,
)
from dossier.times import day_in_shanghai


class Judge(Protocol):
    """The detector as casework needs it."""

    @property
    def digests(self) -> Digests:
        """What this detector is made of."""

    def __call__(self, page: Page, as_of: AsOf) -> Verdict:
        """Judge a page on a day."""

    def same_tables(self, earlier: date, later: date) -> bool:
        """True when no law or rate boundary lies between the two days."""


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a visit was filed; `standing` is None when nothing was read."""

    page_id: int
    standing: Standing | None
    changed: bool


def file_failure(
    store: Store,
    platform: str,
    seen: Visit,
    *,
    job_id: int | None = None,
    lease_id: int | None = None,
    outcome: frontier.Outcome = "failed",
) -> Filed:
    """File a visit that read nothing; what the page said before stays as it was."""
    with store.write() as connection:
        page_id = find_or_add_page(connection, "web", platform, seen.asked_url, seen.at)
        add_visit(connection, page_id, seen, job_id=job_id)
        if lease_id is not None:
            frontier.close(connection, lease_id, outcome)
    return Filed(page_id, None, changed=False)


def file_page(
    store: Store,
    judge: Judge,
    kind: Kind,
    page: Page,
    seen: Visit,
    *,
    basis: Basis = "fetched",
    job_id: int | None = None,
    lease_id: int | None = None,
) -> Filed:
    """Judge a page and file it in one transaction, closing its lease in the same breath.

    `page.url` is the canonical address and `page.platform` must be set. The verdict is computed
    before the transaction begins, so that slow reading never holds the writer's lock; it is not
    computed at all when the text, the detector and the tables' day are those of the verdict that
    stands.
    """
    if page.url is None or page.platform is None:
        raise ValueError("a page is filed under its url and platform")
    as_of = AsOf(day_in_shanghai(seen.at), basis)
    with store.read() as connection:
        verdict = _standing_verdict(connection, judge, page, as_of)
    verdict = verdict or judge(page, as_of)
    with store.write() as connection:
        page_id = find_or_add_page(connection, kind, page.platform, page.url, seen.at)
        snapshot_id = find_or_add_snapshot(connection, page_id, page, seen.at)
        add_visit(connection, page_id, seen, snapshot_id=snapshot_id, job_id=job_id)
        verdict_id = find_or_add_verdict(connection, snapshot_id, verdict, seen.at)
        before = load_standing(connection, page_id)
        now = _stand(connection, before, Standing(page_id, snapshot_id, verdict_id, None, "quiet"))
        set_standing(connection, now, verdict.risk)
        if lease_id is not None:
            frontier.close(connection, lease_id, "filed")
    return Filed(page_id, now, changed=before is None or before.snapshot_id != snapshot_id)


def _standing_verdict(
    connection: Connection, judge: Judge, page: Page, as_of: AsOf
) -> Verdict | None:
    """The verdict that stands on this very text, if judging it again would change nothing."""
    assert page.platform is not None
    assert page.url is not None
    page_id = find_page(connection, page.platform, page.url)
    now = load_standing(connection, page_id) if page_id is not None else None
    if now is None or text_digest(load_snapshot(connection, now.snapshot_id)) != text_digest(page):
        return None
    verdict = load_verdict(connection, now.verdict_id)
    same = detector_digest(verdict.detector) == detector_digest(judge.digests)
    return verdict if same and judge.same_tables(verdict.as_of.date, as_of.date) else None


def _stand(connection: Connection, before: Standing | None, now: Standing) -> Standing:
    """What the page says now, with the decision that still stands on it."""
    verdict = load_verdict(connection, now.verdict_id)
    if before is not None and before.review_id is not None:
        reviewed, review = load_review(connection, before.review_id)
        if reviewed == now.snapshot_id or still_stands(
            load_snapshot(connection, reviewed),
            review,
            load_snapshot(connection, now.snapshot_id),
            verdict,
        ):
            return replace(now, review_id=before.review_id, state=state_of(review))
    return replace(now, state="open" if is_finding(verdict) else "quiet")


def is_finding(verdict: Verdict) -> bool:
    """True when a person should look: a claim, or a notice that is absent or hidden away."""
    lacking = any(item.state in ("absent", "not_prominent") for item in verdict.absences)
    return verdict.promotional and (bool(verdict.claims) or lacking)
