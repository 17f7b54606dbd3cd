"""Fits and evaluates the harmonic constants of a station."""

import csv
import math
from pathlib import Path

CONSTITUENTS = Path(__file__).parent / "data" / "constituents.csv"
MINIMUM_HISTORY_DAYS = 29


def load_constituents():
    """Names, speeds (degrees an hour) and whether a constituent is fitted or borrowed."""
    with CONSTITUENTS.open(encoding="utf-8") as rows:
        return [
            (row["name"], float(row["degrees_per_hour"]), row["fitted"] == "yes")
            for row in csv.DictReader(rows)
        ]


def predict(constants, hours_since_epoch):
    """The astronomical level in millimetres above chart zero; weather is added by surge.py."""
    level = constants["mean_mm"]
    for name, speed, _fitted in load_constituents():
        amplitude, phase = constants["waves"].get(name, (0.0, 0.0))
        level += amplitude * math.cos(math.radians(speed * hours_since_epoch - phase))
    return level


def can_fit(days_of_history):
    """A station with less than one lunar month borrows the constants of its nearest neighbour."""
    return days_of_history >= MINIMUM_HISTORY_DAYS
