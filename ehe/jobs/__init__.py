"""The scheduler's work: one readable list, each entry a service that may run twice without harm."""
