// Starts the vendored Swagger UI. No validator badge: nothing here talks to another host.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null, docExpansion: "list" });
