"""The clerk's desk: a web application over the flows, one file a page; nothing is decided here that a flow could decide."""
