"""Whether a submission may enter: every check of it, and the verdict with its findings.

It changes nothing, mends nothing and writes no report. Of the gate it imports `vocabulary`,
`knowledge`, `reading`, `shapes`.
"""
