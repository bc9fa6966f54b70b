/**
 * What is derived from a graph before it runs: a graph without subgraphs, the dimensions of what
 * its nodes exchange, and the order in which they are computed.
 */
package io.firstspike.engine.stepped.plan;
