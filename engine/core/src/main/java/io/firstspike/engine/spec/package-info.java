/**
 * Specs: what a network is, as a YAML file says it. Each is a record; together they are checked
 * before anything is allocated, and all mistakes are told at once.
 */
package io.firstspike.engine.spec;
