"""The gate: new facts enter when they hold, and a refusal says what to write instead."""
