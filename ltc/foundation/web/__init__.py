"""How a page is made: the request's session, marks on doors, forms, errors, static files.

Every view names its permission (``@allow``) or says that it is public; a door without a mark is
closed. Pages say whom they show (``about``), so that reads can be audited.
"""
