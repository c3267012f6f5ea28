/**
 * How the rows of a batch become sequences for a recurrent core, in thirteen ways over any cell, and how far two of them
 * agree. Policies pick one by name; {@code splits} compares them.
 */
package topspin.sequence;
