package io.firstspike.pipeline.ml.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatementSplitterTest {

  @Test
  void semicolonsInQuotesAndCommentsEndNoStatement() {
    assertThat(
            texts(
                """
                SELECT 'a;b''c;' /* ; */ FROM `x;y`; -- ; it's
                SET 'k' = 'v';
                SELECT 1 /*+ OPTIONS('a;b' = 'c') */"""))
        .containsExactly(
            "SELECT 'a;b''c;'         FROM `x;y`",
            "SET 'k' = 'v'",
            "SELECT 1 /*+ OPTIONS('a;b' = 'c') */");
  }

  @Test
  void aStatementSetEndsWithItsOwnEnd() {
    String set =
        "EXECUTE STATEMENT SET BEGIN"
            + " INSERT INTO a SELECT CASE WHEN x THEN 1 END; INSERT INTO b SELECT 2; END";
    assertThat(texts(set + "; SELECT 3")).containsExactly(set, "SELECT 3");
  }

  @Test
  void positionsAreThoseOfTheScript() {
    List<Statement> statements =
        StatementSplitter.split("-- first\nSELECT 1;\n\n  /* two\n */ SELECT\n 2;\n");

    assertThat(statements).extracting(Statement::line).containsExactly(2, 5);
    assertThat(statements.get(1).text().lines().map(String::stripTrailing))
        .containsExactly("", "", "", "", "    SELECT", " 2");
  }

  @Test
  void variablesAreFilledInAndCannotEndAStatement() {
    SqlScript script = SqlScript.parse("s", "SELECT ${a}, ${b:-2}; -- ${c}", Map.of("a", "'x;$1'"));

    assertThat(script.statements()).extracting(Statement::text).containsExactly("SELECT 'x;$1', 2");
    assertThatThrownBy(() -> SqlScript.parse("s", "\nSELECT ${a}", Map.of()))
        .isInstanceOf(SqlException.class)
        .hasMessage("s, line 2: variable a has no value: give --define a=VALUE");
    assertThatThrownBy(() -> SqlScript.load("clasify.sql", Map.of()))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("classify.sql");
  }

  private static List<String> texts(String script) {
    return StatementSplitter.split(script).stream().map(one -> one.text().strip()).toList();
  }
}
