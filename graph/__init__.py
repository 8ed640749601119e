"""How the graph is stored and asked: the embedded server, the store, queries, projection. The only importer of neo4j and rdflib."""

import sys
from types import ModuleType

# The driver loads numpy, pandas and pyarrow wherever they are installed, to take their values as parameters. We never send
# such values, and the three cost 80 MB and 0.3 s in every process: it is told that there are none.
if "neo4j" not in sys.modules:
    _absent = ModuleType("neo4j._optional_deps", "Stands for the driver's look at what else is installed.")
    for _name in ("np", "pd", "pa", "pa_compute"):
        setattr(_absent, _name, None)
    sys.modules.setdefault("neo4j._optional_deps", _absent)
