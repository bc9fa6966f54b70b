package io.firstspike.engine.stepped.plan;

import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Order in which the nodes of a graph without subgraphs are computed within a time step: each after
 * those that it receives from, except across edges that are <em>late</em>. What a late edge brings
 * is of the time step before.
 *
 * <p>An edge from neurons to a node from which they can be reached again is late, so around a cycle
 * each layer of neurons takes one time step. A {@link Delay} of a time step or more needs nothing
 * of the present step, and so breaks a cycle by itself. A cycle with neither cannot be computed.
 */
final class Order {

  private final Graph graph;
  private final TimeStep timeStep;
  private final Map<String, List<String>> following = new LinkedHashMap<>();
  private final Map<String, Integer> component = new LinkedHashMap<>();
  private final List<String> names = new ArrayList<>();

  private Order(Graph graph, TimeStep timeStep) {
    this.graph = graph;
    this.timeStep = timeStep;
    graph.nodes().keySet().forEach(name -> following.put(name, new ArrayList<>()));
    for (Edge edge : graph.edges()) {
      if (!ahead(graph.nodes().get(edge.to()), timeStep)) {
        following.get(edge.from()).add(edge.to());
      }
    }
    findComponents();
    sort();
  }

  static Order of(Graph graph, TimeStep timeStep) {
    return new Order(graph, timeStep);
  }

  /** Whether a node's output needs nothing of the present time step. */
  static boolean ahead(Node node, TimeStep timeStep) {
    if (!(node instanceof Delay delay)) {
      return false;
    }
    for (float seconds : delay.seconds().values()) {
      if (timeStep.steps(seconds) < 1) {
        return false;
      }
    }
    return true;
  }

  /** The names in the order of computation. */
  List<String> names() {
    return Collections.unmodifiableList(names);
  }

  /** Whether what the edge brings is of the time step before. */
  boolean late(Edge edge) {
    return graph.nodes().get(edge.from()) instanceof Neurons
        && !ahead(graph.nodes().get(edge.to()), timeStep)
        && component.get(edge.from()).equals(component.get(edge.to()));
  }

  /** Kosaraju's algorithm, without recursion: graphs come from files. */
  private void findComponents() {
    Map<String, List<String>> preceding = new LinkedHashMap<>();
    following.keySet().forEach(name -> preceding.put(name, new ArrayList<>()));
    following.forEach((from, tos) -> tos.forEach(to -> preceding.get(to).add(from)));
    List<String> finished = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : following.keySet()) {
      visit(name, following, seen, finished);
    }
    Collections.reverse(finished);
    seen.clear();
    int number = 0;
    for (String name : finished) {
      List<String> together = new ArrayList<>();
      visit(name, preceding, seen, together);
      for (String one : together) {
        component.put(one, number);
      }
      number++;
    }
  }

  /** Adds the nodes reached from {@code start} for the first time, each after those it leads to. */
  private static void visit(
      String start, Map<String, List<String>> next, Set<String> seen, List<String> finished) {
    if (!seen.add(start)) {
      return;
    }
    Deque<String> path = new ArrayDeque<>(List.of(start));
    Deque<Integer> tried = new ArrayDeque<>(List.of(0));
    while (!path.isEmpty()) {
      List<String> others = next.get(path.peek());
      int at = tried.pop();
      if (at == others.size()) {
        finished.add(path.pop());
        continue;
      }
      tried.push(at + 1);
      if (seen.add(others.get(at))) {
        path.push(others.get(at));
        tried.push(0);
      }
    }
  }

  private void sort() {
    Map<String, Integer> waiting = new LinkedHashMap<>();
    graph.nodes().keySet().forEach(name -> waiting.put(name, 0));
    for (Edge edge : graph.edges()) {
      if (binds(edge)) {
        waiting.merge(edge.to(), 1, Integer::sum);
      }
    }
    Map<String, List<String>> bound = new LinkedHashMap<>();
    graph.nodes().keySet().forEach(name -> bound.put(name, new ArrayList<>()));
    graph.edges().stream()
        .filter(this::binds)
        .forEach(edge -> bound.get(edge.from()).add(edge.to()));
    Deque<String> ready = new ArrayDeque<>();
    waiting.forEach((name, count) -> addIf(count == 0, name, ready));
    while (!ready.isEmpty()) {
      String name = ready.poll();
      names.add(name);
      for (String to : bound.get(name)) {
        addIf(waiting.merge(to, -1, Integer::sum) == 0, to, ready);
      }
    }
    requireAll();
  }

  private static void addIf(boolean condition, String name, Deque<String> names) {
    if (condition) {
      names.add(name);
    }
  }

  /** Whether an edge binds the order of its two nodes. */
  private boolean binds(Edge edge) {
    return !late(edge) && !ahead(graph.nodes().get(edge.to()), timeStep);
  }

  private void requireAll() {
    if (names.size() == graph.nodes().size()) {
      return;
    }
    String stuck =
        graph.nodes().keySet().stream()
            .filter(name -> !names.contains(name) && inCycle(name))
            .findFirst()
            .orElseThrow();
    throw GraphException.of(
        stuck,
        graph.nodes().get(stuck).type(),
        "it waits for itself, around a cycle without neurons and without a delay of a time step or"
            + " more: put one into the cycle, or take a shorter time step (--time-step)");
  }

  private boolean inCycle(String name) {
    return following.get(name).stream()
        .anyMatch(to -> component.get(to).equals(component.get(name)));
  }
}
