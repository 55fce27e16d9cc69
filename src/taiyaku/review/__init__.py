"""The review page, on which a person translates, corrects and accepts.

``server`` runs it; ``access`` keeps others out; ``routes`` passes requests to ``pages``, which reads and saves through
``taiyaku.editing``. ``overview`` counts, ``drafts`` runs the machine, and ``memory_matches`` searches the memory;
``code_buttons``, ``diff``, ``preview`` and ``templating`` make the HTML.
"""
