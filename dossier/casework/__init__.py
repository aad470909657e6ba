"""Casework: what needs the store and the detector together; the detector is handed in."""
