"""The hostile mails of tests/corpus/adversarial on real servers, a test for each file."""

import pytest

from adversarial import FOLDER, Run, cases
from servers import scratch_folder

CASES = cases()


def chosen(session):
    """The cases whose tests take part in this run."""
    named = {item.callspec.params["case"].name for item in session.items if item.name.startswith("test_hostile_mail[")}
    return [case for case in CASES if case.name in named]


@pytest.fixture(scope="module")
def runs(request, whole_site, source, build):
    """The run of a business, made when the first of its cases asks for it; one that fails, fails for all of them."""
    made = {}

    def run_of(business):
        if business not in made:
            whole_site.clear()
            with scratch_folder() as folder:
                made[business] = Run([case for case in chosen(request.session) if case.business == business], folder, whole_site, source, build)
        assert not made[business].broken, made[business].broken
        return made[business]

    return run_of


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"adv_{case.name}")
def test_hostile_mail(runs, case):
    runs(case.business).check(case)


def test_nobody_got_a_letter_that_no_case_has_caused(request, runs):
    for business in {case.business for case in chosen(request.session)}:
        runs(business).check_nothing_else()


def test_each_file_of_the_folder_belongs_to_a_case():
    named = {words[5:] for case in CASES for words in case.all("before") if words.startswith("mail ")}
    named |= {case.path.name for case in CASES}
    assert {path.name for path in FOLDER.glob("*.eml")} == named
