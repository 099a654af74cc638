"""Bytes as statements and cells: the formats that are taken, their bounds, what is refused unread.

It tells what a file says and not what that means; it knows no graph. Of the gate it imports
`vocabulary`.
"""
