"""What the institution may change: pages for every kind of content, its versions, and files of it."""
