"""What each measure of likeness weighs, and from which odds two claims are called likely the same: all such numbers.

They were fitted by tests/benchmarks/quality/tune_twins.py on public sets in English, Russian and Arabic;
docs/performance.md says on which, and what they reach. No word comes from the data.
"""

NEARNESS = {
    "ranked": 2.3,
    "shorter": -9.67,
    "longer": -4.89,
    "cosine": 8.91,
    "rarest": 2.57,
    "letters": 9.01,
    "sorted": 7.05,
    "pairs": -4.46,
    "sentence": 3.81,
    "run": 1.87,
}
"""Which of several claims is nearest to a new one: `bot.rules.resemblance.measures`."""

DATES_DIFFER = -1.15
"""What it adds to nearness where both give dates, and none in common."""

LIKELIHOOD = {
    "nearness": 0.203,
    "lead": 0.756,
    "shorter": -3.999,
    "ranked": 0.477,
    "letters": 5.627,
    "words": -0.567,
    "their words": 1.498,
}
"""Whether the nearest is the same: its nearness, how far it leads the next, three measures again, and how many words
(their logarithm) the new claim and the other have. The fewer words, the less it tells that many are shared."""

INTERCEPT = -10.6

LIKELY_FROM = 0.25
"""Log odds from which two claims are likely the same: the least at which precision is 0.90 on the English set."""

NEARLY_ALL = 0.8
"""Two claims that share so much of the worth of all their words are likely the same, whatever else. Chosen by hand."""

LONGEST_LEAD = 4.0
"""Of many claims one alone that fits is more likely the twin than one of several that fit as well; up to so much."""
