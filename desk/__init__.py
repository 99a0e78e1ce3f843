"""The clerk's desk: a web application over the flows, one file a page and decides nothing that a flow could decide."""
