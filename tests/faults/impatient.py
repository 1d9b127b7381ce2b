"""`python -m tests.faults.impatient run …`: the bot, which looks at everything more often and misses Telegram soon.

For tests in which much time passes by the clock of the desk and none should by ours.
"""

import bot.cli
import bot.polling
import bot.running
import bot.webhook

if __name__ == "__main__":
    bot.running.TICK = 0.1
    bot.polling.HOLD = 1
    bot.polling.SILENT = 3.0
    bot.webhook.WATCHED = 0.5
    bot.cli.main()
