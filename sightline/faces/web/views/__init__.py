"""The views, by subject. Each reads a request, asks the kernel, and gives a page; a rule found here is in the wrong place."""
