"""What `course_impact` is made of: what a course did, what it costs beside its peers, and the words for both."""
