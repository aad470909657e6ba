"""The interface for programs: one text or many, judged over HTTP."""
