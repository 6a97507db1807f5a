"""The same split and merge as a planner's colleague would script them, without any of our safeties."""
