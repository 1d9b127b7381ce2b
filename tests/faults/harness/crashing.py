"""`python -m tests.faults.harness.crashing run …`: the bot's own command line, with boundaries around it.

`CRASH_AT=<point>:<n>` says where it dies, `RUN` which start this is, `BREAK` which guarantee is broken on purpose.
"""

import os

import bot.cli
import bot.running
from tests.faults.harness import boundaries, breaking

if __name__ == "__main__":
    # What is due is looked for more often than once in a second, because a scene moves the clock and waits.
    bot.running.TICK = 0.2
    boundaries.install()
    boundaries.arm(os.environ.get("CRASH_AT", ""), os.environ.get("RUN", ""))
    if broken := os.environ.get("BREAK"):
        breaking.break_guarantee(broken)
    bot.cli.main()
