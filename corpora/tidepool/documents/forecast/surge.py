"""What the weather adds to the tide."""

# One hectopascal less lifts the sea by about a centimetre.
MM_PER_HPA = 9.94
STANDARD_HPA = 1013.25
# Set up by wind along the fjord, fitted on the storms of 2024 to 2029.
WIND_MM_PER_MS2 = 2.35
MAX_SURGE_MM = 1_600


def surge_mm(pressure_hpa, wind_ms, onshore_share):
    """Rise in millimetres. `onshore_share` is 1 for wind straight into the fjord, negative for wind out of it."""
    pressure = (STANDARD_HPA - pressure_hpa) * MM_PER_HPA
    wind = WIND_MM_PER_MS2 * wind_ms**2 * onshore_share
    return max(-MAX_SURGE_MM, min(MAX_SURGE_MM, pressure + wind))


def is_trustworthy(age_minutes):
    """Weather older than 40 minutes is left out, and the forecast is then marked `tide-only`."""
    return age_minutes <= 40
