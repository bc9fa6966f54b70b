package io.firstspike.engine.spec.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.firstspike.engine.spec.mistake.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Parses the text of a spec into a tree of values. It accepts only the part of YAML that specs
 * need, and refuses what could do harm: references (aliases), fields given twice, endless nesting,
 * and more or less than one document.
 */
@API(status = Status.INTERNAL)
public final class SpecText {

  /** The most characters of a spec, and the most bytes of its file. */
  public static final int MAX_LENGTH = 1 << 20;

  private static final int MAX_DEPTH = 32;

  /**
   * Beginning of the path of a label. Labels are read as text, even if YAML would read them as
   * numbers or booleans.
   */
  private static final String LABELS = "decision.labels[";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String origin;
  private final YAMLParser parser;

  private SpecText(String origin, YAMLParser parser) {
    this.origin = origin;
    this.parser = parser;
  }

  /**
   * Parses {@code yaml}.
   *
   * @param origin name of the source in error messages
   * @throws SpecException if the text is too long, is not YAML, or uses a refused part of it
   */
  public static ObjectNode read(String origin, String yaml) {
    if (yaml.length() > MAX_LENGTH) {
      throw tooLong(origin, "characters");
    }
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      return new SpecText(origin, parser).document();
    } catch (StreamConstraintsException e) {
      throw new SpecException(
          origin, List.of("a number or a text is too long" + at(e.getLocation().getLineNr())));
    } catch (JsonProcessingException e) {
      throw new SpecException(origin, List.of("it is no YAML: " + what(e) + at(line(e))));
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory can always be read", e);
    }
  }

  /** The refusal of a text that is too long. */
  public static SpecException tooLong(String origin, String unit) {
    return new SpecException(
        origin,
        List.of(
            String.format(
                Locale.ROOT,
                "it has more than %,d %s; a spec has some thousand",
                MAX_LENGTH,
                unit)));
  }

  private ObjectNode document() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw refused("it is not a YAML mapping of fields");
    }
    ObjectNode tree = object("", 1);
    if (parser.nextToken() != null) {
      throw refused("it is more than one YAML document" + here());
    }
    return tree;
  }

  private ObjectNode object(String path, int depth) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String field = path.isEmpty() ? name : path + "." + name;
      if (object.has(name)) {
        throw refused("field " + field + " is given twice" + here());
      }
      parser.nextToken();
      object.set(name, value(field, depth));
    }
    return object;
  }

  private ArrayNode array(String path, int depth) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(path + "[" + array.size() + "]", depth));
    }
    return array;
  }

  private JsonNode value(String field, int depth) throws IOException {
    if (parser.isCurrentAlias()) {
      throw refused(
          "field " + field + " is an alias (*" + parser.getText() + "); write it out" + here());
    }
    if (depth >= MAX_DEPTH) {
      throw refused("it is nested more than " + MAX_DEPTH + " deep" + here());
    }
    JsonToken token = parser.currentToken();
    if (field.startsWith(LABELS) && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      return NODES.textNode(parser.getText());
    }
    return switch (token) {
      case START_OBJECT -> object(field, depth + 1);
      case START_ARRAY -> array(field, depth + 1);
      case VALUE_NUMBER_INT -> whole(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(real(parser.getText()));
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> NODES.textNode(parser.getText());
    };
  }

  private static JsonNode whole(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }

  /**
   * Parses a number: YAML allows underscores between digits and has words for infinity and for
   * not-a-number.
   */
  private static double real(String number) {
    return switch (number.toLowerCase(Locale.ROOT)) {
      case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      case ".nan" -> Double.NaN;
      default -> Double.parseDouble(number.replace("_", ""));
    };
  }

  private SpecException refused(String problem) {
    return new SpecException(origin, List.of(problem));
  }

  private String here() {
    return at(parser.currentTokenLocation().getLineNr());
  }

  private static String at(int line) {
    return line < 1 ? "" : " at line " + line;
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }

  /**
   * The sentences of a parser's message, without the lines that quote the text and give the
   * position.
   */
  private static String what(JsonProcessingException e) {
    if (e.getOriginalMessage().contains("got this instead")) {
      return "the name of a field must be a plain text";
    }
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" ") && !line.startsWith("in "))
        .map(String::strip)
        .collect(Collectors.joining(", "));
  }
}
