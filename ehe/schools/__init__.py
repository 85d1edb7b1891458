"""Schools: establishments as the national register (GIAS) knows them, with what they were before."""
