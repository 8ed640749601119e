"""The graph for language models, over the Model Context Protocol: `door` lets requests in, `tools` are what can be asked, `facts` what they answer."""
