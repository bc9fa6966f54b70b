/**
 * Specs: records that describe a network and can be written as YAML. A spec is checked as a whole,
 * and all its mistakes are reported at once, before any memory is allocated for the network.
 */
package io.firstspike.engine.spec;
