"""The service: the API that scores pasted text and the console in which people decide."""
