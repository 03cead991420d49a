"""Work in the background: tasks that pages leave behind, and what must happen regularly. In the default set-up it lives in the web process."""
