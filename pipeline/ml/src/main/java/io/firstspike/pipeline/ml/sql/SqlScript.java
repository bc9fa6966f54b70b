package io.firstspike.pipeline.ml.sql;

import io.firstspike.engine.text.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of SQL statements, separated by semicolons.
 *
 * <p>{@code ${name}} in a statement stands for the variable's value, {@code ${name:-text}} for the
 * text if there is no such variable. Values are put in as they are, and cannot end a statement.
 */
public final class SqlScript {

  /** The scripts that ship with the program. */
  public static final List<String> SHIPPED = List.of("classify.sql", "accuracy.sql");

  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}:]*)(?::-([^}]*))?}");

  private final String name;
  private final List<Statement> statements;

  private SqlScript(String name, List<Statement> statements) {
    this.name = name;
    this.statements = List.copyOf(statements);
  }

  /**
   * Loads a script.
   *
   * @param nameOrPath the name of a shipped script, or the path of a file
   * @param variables the values of variables
   * @throws SqlException if there is no such script, it is no text, or a variable has no value
   */
  public static SqlScript load(String nameOrPath, Map<String, String> variables) {
    return parse(nameOrPath, read(nameOrPath), variables);
  }

  /**
   * Splits a script and fills in its variables.
   *
   * @param name its name in messages
   * @throws SqlException if a variable has no value
   */
  public static SqlScript parse(String name, String text, Map<String, String> variables) {
    List<Statement> statements = new ArrayList<>();
    for (Statement statement : StatementSplitter.split(text)) {
      statements.add(new Statement(statement.line(), filled(name, statement, variables)));
    }
    if (statements.isEmpty()) {
      throw new SqlException(name + " has no statements");
    }
    return new SqlScript(name, statements);
  }

  private static String filled(String name, Statement statement, Map<String, String> variables) {
    Matcher matcher = VARIABLE.matcher(statement.text());
    return matcher.replaceAll(
        found -> {
          String value = variables.getOrDefault(found.group(1), found.group(2));
          if (value == null) {
            throw new SqlException(
                name
                    + ", line "
                    + statement.line()
                    + ": variable "
                    + found.group(1)
                    + " has no value: give --define "
                    + found.group(1)
                    + "=VALUE");
          }
          return Matcher.quoteReplacement(value);
        });
  }

  private static String read(String nameOrPath) {
    try (InputStream in =
        SHIPPED.contains(nameOrPath)
            ? SqlScript.class.getResourceAsStream(nameOrPath)
            : Files.newInputStream(Path.of(nameOrPath))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new SqlException(nameOrPath + " has more than " + MAX_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new SqlException(
          nameOrPath
              + ": no such file, and no shipped script of that name"
              + NearestName.hint(nameOrPath, SHIPPED)
              + " (shipped are "
              + String.join(", ", SHIPPED)
              + ")",
          e);
    } catch (CharacterCodingException e) {
      throw new SqlException(nameOrPath + " is no text in UTF-8", e);
    } catch (IOException e) {
      throw new SqlException(nameOrPath + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The number of statements. */
  public int size() {
    return statements.size();
  }

  /** Whether a statement has {@code word}, in upper or lower case. */
  public boolean mentions(String word) {
    Pattern whole = Pattern.compile("\\b" + Pattern.quote(word) + "\\b", Pattern.CASE_INSENSITIVE);
    return statements.stream().anyMatch(statement -> whole.matcher(statement.text()).find());
  }

  List<Statement> statements() {
    return statements;
  }

  String name() {
    return name;
  }
}
