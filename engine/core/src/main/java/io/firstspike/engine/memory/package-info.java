/**
 * What a decision layer remembers beside its weights: volleys with their labels, in few bytes each,
 * to be learned again.
 */
package io.firstspike.engine.memory;
