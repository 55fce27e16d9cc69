"""The review page: where a person translates, corrects and accepts.

``desk`` reads and saves; ``overview`` counts; ``shape``, ``chips``, ``diff`` and ``preview`` make what is seen;
``guard`` lets nobody in from outside; ``pages`` answers requests; ``server`` runs it.
"""
