package io.firstspike.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The schema of a custom resource, as its definition has it. Unlike Kubernetes, which drops unknown
 * fields silently, it counts them as mistakes.
 */
final class ResourceSchema {

  private final JsonNode schema;

  private ResourceSchema(JsonNode schema) {
    this.schema = schema;
  }

  /** The newest version in a definition on the class path. */
  static ResourceSchema of(String definition) throws IOException {
    try (InputStream in = ResourceSchema.class.getClassLoader().getResourceAsStream(definition)) {
      JsonNode root = Manifests.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).get(0);
      return new ResourceSchema(root.at("/spec/versions/0/schema/openAPIV3Schema"));
    }
  }

  /** The mistakes in a resource, each with the place where it is. */
  List<String> mistakes(JsonNode resource) {
    List<String> mistakes = new ArrayList<>();
    // The definition leaves these to Kubernetes.
    for (String field : new String[] {"spec", "status"}) {
      if (resource.has(field)) {
        check("/" + field, schema.at("/properties/" + field), resource.get(field), mistakes);
      }
    }
    resource
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!List.of("apiVersion", "kind", "metadata", "spec", "status").contains(name)) {
                mistakes.add("/" + name + " is unknown");
              }
            });
    return mistakes;
  }

  private static void check(String where, JsonNode schema, JsonNode value, List<String> mistakes) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      expect(value.isTextual() || value.isIntegralNumber(), where, "int or string", mistakes);
      return;
    }
    switch (schema.path("type").asText()) {
      case "object" -> checkObject(where, schema, value, mistakes);
      case "array" -> {
        expect(value.isArray(), where, "a list", mistakes);
        for (int i = 0; i < value.size(); i++) {
          check(where + "/" + i, schema.get("items"), value.get(i), mistakes);
        }
      }
      case "string" -> {
        expect(value.isTextual(), where, "a string", mistakes);
        if (schema.has("enum")) {
          List<String> allowed = Manifests.words(schema.get("enum"));
          expect(allowed.contains(value.asText()), where, "one of " + allowed, mistakes);
        }
      }
      case "integer" -> expect(value.isIntegralNumber(), where, "a whole number", mistakes);
      case "number" -> expect(value.isNumber(), where, "a number", mistakes);
      case "boolean" -> expect(value.isBoolean(), where, "true or false", mistakes);
      default -> {
        boolean anything = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        expect(anything, where, "known to the schema", mistakes);
      }
    }
  }

  private static void checkObject(
      String where, JsonNode schema, JsonNode value, List<String> mistakes) {
    expect(value.isObject(), where, "an object", mistakes);
    for (String needed : Manifests.words(schema.path("required"))) {
      expect(value.has(needed), where + "/" + needed, "there", mistakes);
    }
    boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    value
        .fields()
        .forEachRemaining(
            field -> {
              String place = where + "/" + field.getKey();
              JsonNode own = schema.path("properties").path(field.getKey());
              JsonNode others = schema.path("additionalProperties");
              if (!own.isMissingNode()) {
                check(place, own, field.getValue(), mistakes);
              } else if (others.isObject()) {
                check(place, others, field.getValue(), mistakes);
              } else if (!open) {
                mistakes.add(place + " is unknown");
              }
            });
  }

  private static void expect(boolean held, String where, String what, List<String> mistakes) {
    if (!held) {
      mistakes.add(where + " must be " + what);
    }
  }
}
