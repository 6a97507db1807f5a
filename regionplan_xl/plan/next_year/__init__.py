"""From one year to the next: the roll-over of a plan, and how measures of a new plan continue those of the former."""
