package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firstspike.engine.text.NearestName;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares the tree of values parsed from a spec with the fields of the spec records: their names,
 * and the kind of value that each takes. Fields with mistakes are reported and removed from the
 * tree, so that the rest can be made into a spec and checked as well.
 */
final class SpecFields {

  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private static final Set<Class<?>> REAL =
      Set.of(float.class, Float.class, double.class, Double.class);
  private static final int SHOWN = 40;

  /**
   * Numbers that YAML 1.1 takes for texts: those without a decimal point, or without a sign in the
   * exponent.
   */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})([eE][-+]?\\d{1,4})?");

  private final ObjectMapper mapper;
  private final List<String> problems = new ArrayList<>();
  private final List<String> faulty = new ArrayList<>();

  private SpecFields(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * Removes from {@code tree} all fields that are unknown or have a value of the wrong kind.
   *
   * @param mapper the mapper that will read the tree, which knows how enum constants are written
   * @return the mistakes found
   */
  static SpecFields keepValid(ObjectNode tree, ObjectMapper mapper) {
    SpecFields fields = new SpecFields(mapper);
    fields.fields("", tree, NetworkSpec.class);
    return fields;
  }

  /** The mistakes found, one sentence each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /**
   * Whether {@code problem} is about a field that was removed, so that its mistake has been
   * reported already.
   */
  boolean told(String problem) {
    return faulty.stream()
        .anyMatch(
            field ->
                problem.startsWith(field)
                    && (problem.length() == field.length()
                        || " .[:".indexOf(problem.charAt(field.length())) >= 0));
  }

  private void fields(String at, ObjectNode object, Class<?> type) {
    Map<String, RecordComponent> known = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      known.put(component.getName(), component);
    }
    for (Iterator<Map.Entry<String, JsonNode>> given = object.properties().iterator();
        given.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = given.next();
      RecordComponent component = known.get(entry.getKey());
      String field = (at.isEmpty() ? "" : at + ".") + cut(entry.getKey());
      if (component == null) {
        unknown(field, entry.getKey(), known.keySet());
        given.remove();
      } else if (!entry.getValue().isNull() && !component(field, entry.getValue(), component)) {
        faulty.add(field);
        given.remove();
      }
    }
  }

  private void unknown(String field, String name, Set<String> known) {
    String hint = NearestName.hint(name, known);
    problems.add(
        "unknown field "
            + field
            + (hint.isEmpty() ? "; known are " + String.join(", ", known) : hint));
  }

  private boolean component(String field, JsonNode value, RecordComponent component) {
    if (component.getType() != List.class) {
      return value(field, value, component.getType());
    }
    Type element = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    if (value.isArray()) {
      return list(field, value, (Class<?>) element, single(component));
    }
    return single(component)
        ? value(field, value, (Class<?>) element)
        : wrong(field, value, "must be a list");
  }

  private static boolean single(RecordComponent component) {
    JsonFormat format = component.getAccessor().getAnnotation(JsonFormat.class);
    return format != null
        && List.of(format.with()).contains(JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
  }

  private boolean list(String field, JsonNode values, Class<?> element, boolean single) {
    boolean valid = true;
    for (int i = 0; i < values.size(); i++) {
      String at = single && values.size() == 1 ? field : field + "[" + i + "]";
      if (values.get(i).isNull() && element == Float.class) {
        // The specs report nulls in lists of numbers themselves, together with wrong values.
        continue;
      }
      if (values.get(i).isNull()) {
        problems.add(at + " is missing");
        valid = false;
      } else {
        valid &= value(at, values.get(i), element);
      }
    }
    return valid;
  }

  private boolean value(String field, JsonNode value, Class<?> type) {
    if (WHOLE.contains(type)) {
      return whole(field, value, type == int.class || type == Integer.class);
    }
    if (REAL.contains(type)) {
      return real(field, value, type == float.class || type == Float.class);
    }
    if (type == boolean.class) {
      return value.isBoolean()
          || value.isTextual() && List.of("true", "false").contains(value.asText())
          || wrong(field, value, "must be true or false");
    }
    if (type == String.class) {
      return value.isValueNode() || wrong(field, value, "must be a text");
    }
    if (type.isEnum()) {
      return choice(field, value, names(type));
    }
    return type.isRecord() ? record(field, value, type) : variant(field, value, type);
  }

  private boolean whole(String field, JsonNode value, boolean narrow) {
    BigDecimal number = number(value);
    if (number == null) {
      return wrong(field, value, "not a number");
    }
    if (number.compareTo(BigDecimal.valueOf(narrow ? Integer.MIN_VALUE : Long.MIN_VALUE)) < 0
        || number.compareTo(BigDecimal.valueOf(narrow ? Integer.MAX_VALUE : Long.MAX_VALUE)) > 0) {
      return wrong(field, value, "too large a number");
    }
    return value.isIntegralNumber()
        || value.isTextual() && number.scale() == 0
        || wrong(field, value, "must be a whole number");
  }

  private boolean real(String field, JsonNode value, boolean narrow) {
    if (value.isDouble() && Double.isInfinite(value.doubleValue())) {
      return wrong(field, value, "too large a number");
    }
    BigDecimal number = number(value);
    if (number == null) {
      return wrong(field, value, "not a number");
    }
    return Double.isFinite(narrow ? number.floatValue() : number.doubleValue())
        || wrong(field, value, "too large a number");
  }

  /** The value of a number, or of a text that is a number; null for any other value. */
  private static BigDecimal number(JsonNode value) {
    if (value.isNumber()) {
      return Double.isFinite(value.doubleValue()) ? value.decimalValue() : null;
    }
    return value.isTextual() && NUMBER.matcher(value.asText()).matches()
        ? new BigDecimal(value.asText())
        : null;
  }

  private boolean choice(String field, JsonNode value, List<String> names) {
    return value.isTextual() && names.contains(value.asText())
        || wrong(field, value, "must be one of " + names + NearestName.hint(value.asText(), names));
  }

  private List<String> names(Class<?> choice) {
    return Stream.of(choice.getEnumConstants())
        .map(constant -> mapper.convertValue(constant, String.class))
        .toList();
  }

  private boolean record(String field, JsonNode value, Class<?> type) {
    if (!value.isObject()) {
      return wrong(field, value, "must be a mapping of fields");
    }
    fields(field, (ObjectNode) value, type);
    return true;
  }

  /**
   * Checks a value that may be of one of several records: a mapping from the name of the record's
   * kind to its fields.
   */
  private boolean variant(String field, JsonNode value, Class<?> type) {
    Map<String, Class<?>> kinds = new LinkedHashMap<>();
    for (JsonSubTypes.Type kind : type.getAnnotation(JsonSubTypes.class).value()) {
      kinds.put(kind.name(), kind.value());
    }
    List<String> names = List.copyOf(kinds.keySet());
    if (!value.isObject() || value.size() != 1) {
      return wrong(field, value, "must be one of " + names + ", with its fields");
    }
    String name = value.fieldNames().next();
    if (!kinds.containsKey(name)) {
      problems.add(
          field + " is " + cut(name) + ", must be one of " + names + NearestName.hint(name, names));
      return false;
    }
    String at = field + "." + name;
    if (value.get(name).isNull()) {
      problems.add(at + " has no fields");
      return false;
    }
    return record(at, value.get(name), kinds.get(name));
  }

  private boolean wrong(String field, JsonNode value, String must) {
    problems.add(field + " is " + shown(value) + ", " + must);
    return false;
  }

  private static String shown(JsonNode value) {
    if (value.isContainerNode()) {
      return value.isArray() ? "a list" : "a mapping of fields";
    }
    String cut = cut(value.asText());
    return value.isTextual() ? "\"" + cut + "\"" : cut;
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
