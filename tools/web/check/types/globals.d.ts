// What swagger-ui's bundle leaves behind for docs.js.
declare const SwaggerUIBundle: (options: Record<string, unknown>) => void;
