package io.firstspike.engine.network;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.util.ClassUtil;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Specs from and to YAML. Mistakes of form are collected, so that all are reported at once. */
final class SpecYaml {

  /** Made once: to look into the specs' classes takes twenty times as long as to write one. */
  private static final ObjectMapper WRITER = mapper();

  private SpecYaml() {}

  static NetworkSpec read(String origin, String yaml) {
    List<String> problems = new ArrayList<>();
    try {
      ObjectMapper mapper = mapper();
      mapper.addHandler(new Collector(mapper, problems));
      JsonNode tree = mapper.readTree(yaml);
      if (tree == null || !tree.isObject()) {
        throw new SpecException(origin, List.of("it is not a YAML mapping of fields"));
      }
      NetworkSpec spec = mapper.treeToValue(tree, NetworkSpec.class);
      problems.addAll(SpecChecks.problems(spec));
      if (!problems.isEmpty()) {
        throw new SpecException(origin, problems);
      }
      return spec;
    } catch (JsonProcessingException e) {
      problems.add(firstLine(e.getOriginalMessage()) + at(e));
      throw new SpecException(origin, problems);
    }
  }

  static String write(NetworkSpec spec) {
    try {
      return WRITER.writeValueAsString(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a valid spec can always be written", e);
    }
  }

  private static ObjectMapper mapper() {
    return new ObjectMapper(
            YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
  }

  /** Notes a mistake and lets the reader go on with a default. */
  private static final class Collector extends DeserializationProblemHandler {

    private final ObjectMapper mapper;
    private final List<String> problems;

    Collector(ObjectMapper mapper, List<String> problems) {
      this.mapper = mapper;
      this.problems = problems;
    }

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object bean,
        String property)
        throws java.io.IOException {
      problems.add("unknown field " + path(parser, property));
      parser.skipChildren();
      return true;
    }

    @Override
    public Object handleWeirdStringValue(
        DeserializationContext context, Class<?> target, String value, String message) {
      return noted(context, target, "\"" + value + "\"");
    }

    @Override
    public Object handleWeirdNumberValue(
        DeserializationContext context, Class<?> target, Number value, String message) {
      return noted(context, target, value.toString());
    }

    private Object noted(DeserializationContext context, Class<?> target, String value) {
      problems.add(path(context.getParser(), null) + " is " + value + ", " + wanted(target));
      return target.isPrimitive() ? ClassUtil.defaultValue(target) : null;
    }

    private String wanted(Class<?> target) {
      if (target.isEnum()) {
        return "must be one of " + names(target);
      }
      return target == boolean.class || target == Boolean.class
          ? "must be true or false"
          : "not a number";
    }

    private List<String> names(Class<?> choice) {
      return Stream.of(choice.getEnumConstants())
          .map(constant -> mapper.convertValue(constant, String.class))
          .toList();
    }

    private static String path(JsonParser parser, String property) {
      String pointer = parser.getParsingContext().pathAsPointer().toString();
      String path = pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.');
      return property == null || path.endsWith(property) ? path : path + "." + property;
    }
  }
}
