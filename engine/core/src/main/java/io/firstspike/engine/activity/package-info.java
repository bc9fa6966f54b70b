/**
 * Spikes of a network's layers while it is shown stimuli: which neurons fire, how often, and when.
 */
package io.firstspike.engine.activity;
