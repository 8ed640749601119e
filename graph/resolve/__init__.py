"""Resolution across articles: who is who, what is one incident, what rests on one origin, what is disputed or promised.

Pure logic: everything here takes and gives plain records. A store loads and saves them.
"""
