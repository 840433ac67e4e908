"""Loudness by EBU R 128: measured first, then changed by one factor, so that quiet parts stay quiet."""

import json
import math
from dataclasses import dataclass
from typing import Final

TARGET_LUFS: Final = -16.0
TRUE_PEAK: Final = -1.5
RANGE: Final = 11.0
_SILENCE: Final = -70.0


@dataclass(frozen=True, slots=True)
class Loudness:
    """What a measurement finds."""

    integrated: float
    true_peak: float
    range: float
    threshold: float
    offset: float


def measured(messages: str) -> Loudness | None:
    """Return the loudness that ffmpeg reports at the end of its messages; null for silence."""
    begin, end = messages.rfind("{"), messages.rfind("}")
    if begin < 0 or end < begin:
        return None
    report = json.loads(messages[begin : end + 1])
    names = ("input_i", "input_tp", "input_lra", "input_thresh", "target_offset")
    values = [float(report[name]) for name in names]
    if not all(map(math.isfinite, values)) or values[0] <= _SILENCE:
        return None
    return Loudness(*values)


def normalization(loudness: Loudness | None) -> str:
    """Return the filter that measures, or with a measurement the one that changes."""
    target = f"loudnorm=I={TARGET_LUFS}:TP={TRUE_PEAK}:LRA={RANGE}"
    if loudness is None:
        return f"{target}:print_format=json"
    return (
        f"{target}:measured_I={loudness.integrated}:measured_TP={loudness.true_peak}:measured_LRA={loudness.range}"
        f":measured_thresh={loudness.threshold}:offset={loudness.offset}:linear=true"
    )
