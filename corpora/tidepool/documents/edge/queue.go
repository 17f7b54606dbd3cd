package main

import "time"

const (
	// Readings held in memory. At one a minute that is two days and twenty hours.
	ringSize = 4096
	// From here on the oldest readings are written to the card instead of being overwritten.
	spillAt    = 3500
	flushEvery = 15 * time.Second
	// The edge waits longer than the gateway: its battery pays for each attempt.
	retryBase    = 2 * time.Second
	retryCeiling = 10 * time.Minute
)

// Queue keeps readings while the radio is down. It never drops the newest one.
type Queue struct {
	station  string
	ring     [ringSize]Reading
	length   int
	lastSent time.Time
}

// FlushIfDue sends what is queued, oldest first, when the last attempt is long enough ago.
func (q *Queue) FlushIfDue(now time.Time) {
	if now.Sub(q.lastSent) < flushEvery {
		return
	}
	q.lastSent = now
	q.send()
}
