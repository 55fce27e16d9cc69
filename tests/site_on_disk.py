from project_on_disk import Project as Site  # noqa: F401  the name until every test is renamed
