"""Says on a terminal how far a long command is: rows, rate and time left."""

import time


class Progress:
    """A line that is written over on a terminal, and a line now and then elsewhere."""

    def __init__(self, stream, what, total):
        self.stream, self.what, self.total = stream, what, total
        self.start = self.last = time.monotonic()

    def show(self, done):
        """Say that so many of the rows are done."""
        now = time.monotonic()
        passed = max(now - self.start, 0.001)
        rate = done / passed
        text = f"{self.what}: {done:,} of {self.total:,} rows, {rate:,.0f} a second, {_left((self.total - done) / max(rate, 0.001))} left"
        if self.stream.isatty():
            filled = round(20 * done / max(self.total, 1))
            self.stream.write(f"\r\x1b[K[{'#' * filled}{' ' * (20 - filled)}] {text}", ending="")
            self.stream.flush()
        elif now - self.last > 10:
            self.last = now
            self.stream.write(text)

    def end(self):
        """Leave the line."""
        if self.stream.isatty():
            self.stream.write("")


def _left(seconds):
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
