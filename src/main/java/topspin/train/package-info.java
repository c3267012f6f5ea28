/**
 * Training: the session that collects and learns, with its parts, its log and its state; guards against collapse and
 * blindness; and evaluation. Sweeps and the command line start it; nothing here prints.
 */
package topspin.train;
