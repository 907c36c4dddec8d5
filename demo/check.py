"""`python -m demo.check [FOLDER]`: is what people wrote in the demo bundle fit to be shown?

Every check is run and everything is reported, never only the first. It looks at the authored files alone: whether a
bundle can be loaded is the importer's to say, and what the generator wrote is tested in tests/unit/test_demo.py.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from demo.authored import HERE, Authored, read
from demo.checks import Problem, Problems, catalogue, framework, giveaways, questions, words

Check = Callable[[Authored], Problems]

CHECKS: tuple[Check, ...] = (
    framework.counts,
    framework.ids_are_unique,
    framework.every_level_is_described,
    framework.descriptors_differ,
    framework.references_resolve,
    framework.every_competency_is_required,
    framework.every_position_requires,
    framework.every_position_is_mixed,
    framework.every_position_has_roles,
    framework.competencies_are_told,
    framework.every_competency_is_taught,
    framework.the_flow_resolves,
    framework.prerequisites_can_be_met,
    catalogue.courses_are_complete,
    catalogue.sections_hang_together,
    words.no_spaces_at_ends,
    words.hindi_names,
    words.aliases_are_not_shared,
    words.sections_are_long_enough,
    words.help_answers,
    words.help_differs,
    questions.answers_fit,
    questions.enough_options,
    questions.options_are_real,
    questions.stems_differ,
    questions.explanations,
    questions.length_gives_no_key_away,
    questions.place_gives_no_key_away,
    questions.sources_resolve,
    giveaways.longest_is_seldom_the_key,
    giveaways.absolute_words_are_shared,
    giveaways.stems_echo_in_no_key,
    giveaways.no_word_tells_the_key,
    giveaways.grammar_gives_no_key_away,
    giveaways.distractors_belong,
    giveaways.stems_are_not_near_duplicates,
    giveaways.options_are_not_reused,
    giveaways.explanations_teach,
    giveaways.kinds_and_levels_are_mixed,
)


def problems(authored: Authored) -> list[Problem]:
    return [problem for check in CHECKS for problem in check(authored)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.check", description="Checks the authored files of a bundle.")
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    found = problems(read(parser.parse_args(arguments).folder))
    for problem in found:
        print(problem)
    print(f"{len(found)} problems" if found else f"{len(CHECKS)} checks, no problem")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
