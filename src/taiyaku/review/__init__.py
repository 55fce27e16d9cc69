"""The review page: where a person translates, corrects and accepts.

``server`` runs it; ``access`` keeps others out; ``routes`` passes requests to ``pages``, which reads and saves through
``taiyaku.editing``. ``overview`` counts, ``drafts`` asks the machine and ``memory_matches`` the memory;
``code_buttons``, ``diff``, ``preview`` and ``templating`` make the HTML.
"""
