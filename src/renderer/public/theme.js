// Before first paint, so that no colour fades in: the theme of last time, or the system's.
;(function () {
  var kept = localStorage.getItem('arpeggio:theme') || 'system'
  var isDark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
  if (kept === 'high-contrast') document.documentElement.dataset.contrast = 'more'
})()
