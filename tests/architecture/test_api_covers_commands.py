"""Every command can be reached over the API, or says here why not."""

import re
from pathlib import Path

from tests.architecture.test_house import SOURCE, _commands

INTERNAL = {
    "kernel.create_owner": "the first run, before there is anyone who could have a token",
    "kernel.accept_invitation": "a person's own step, behind the link in their mail",
    "kernel.set_password": "only from the shell of the machine: over HTTP people set their own",
    "kernel.begin_answer": "part of answering an Idempotency-Key",
    "kernel.store_answer": "part of answering an Idempotency-Key",
    "kernel.drop_answer": "part of answering an Idempotency-Key",
    "kernel.forget_threads": "part of deleting what they are about",
    "kernel.remove_person": "part of removing the demo; people are deactivated",
    "organization.remove_area": "part of removing the demo; areas are archived",
    "organization.remove_product": "part of removing the demo; products are archived",
    "organization.remove_team": "part of removing the demo; teams are archived",
    "customers.remove_customers": "part of removing the demo; people are erased, accounts merged",
    "insights.forget_themes": "part of removing the demo; themes are dismissed",
    "kernel.note_token_use": "a by-product of authenticating",
    "feedback.count_voices": "a copy of a number for the customers room",
    "feedback.follow_account": "what a merge of accounts brings with it",
    "feedback.follow_contact": "what a merge of contacts brings with it",
    "feedback.return_items": "what undoing a merge of accounts brings with it",
    "feedback.settle_contacts": "what finding an account brings with it",
    "feedback.forget_authors": "what erasing a person brings with it",
    "feedback.note_check": "what counting the rows of an import found: a background step",
    "feedback.import_rows": "one piece of a running import: a background step",
    "feedback.finish_import": "the last step of a running import",
    "feedback.fail_import": "the last step of an import that broke",
    "feedback.undo_rows": "one piece of an undo: a background step",
    "feedback.finish_undo": "the last step of an undo",
    "feedback.estimate_items": "what the models think, never anybody's word",
    "customers.take_customer_file": "the background part of start_customer_file",
    "customers.ensure_people": "part of importing feedback",
    "customers.keep_feedback_counts": "a copy of what the feedback room counts",
    "insights.keep_understanding": "part of reading what is new",
    "insights.keep_words": "the index behind search, kept by itself",
    "insights.keep_twins": "part of a build",
    "insights.keep_summary": "part of a build",
    "insights.forget_spam": "follows from marking feedback as spam",
    "insights.mark_stale": "follows from changes of feedback and customers",
    "insights.count_theme": "follows from changes of feedback and customers",
    "insights.note_trends": "part of counting",
    "insights.note_emerging": "part of counting",
    "insights.flag_emerging": "part of reading what is new",
    "insights.grow_emerging": "part of reading what is new",
    "insights.follow_dates": "follows from changes of feedback",
    "insights.start_run": "a step of a build",
    "insights.form_themes": "a step of a build",
    "insights.place_items": "a step of a build",
    "insights.switch_themes": "a step of a build",
    "insights.fail_run": "a step of a build",
}


def test_every_command_is_reachable_or_listed():
    api = "\n".join(path.read_text() for path in Path(SOURCE / "api").rglob("*.py"))
    missing = {
        name
        for name, _ in _commands()
        if name not in INTERNAL and not re.search(rf"\b{name.split('.')[1]}\(", api)
    }
    assert missing == set()


def test_nothing_is_listed_in_vain():
    assert set(INTERNAL) - {name for name, _ in _commands()} == set()
