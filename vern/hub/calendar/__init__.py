"""What falls due, for whom, when and by which rule: a page, reminders and a feed for one's own calendar."""
