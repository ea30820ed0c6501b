const face = document.getElementById('face').getContext('2d');
const time = document.getElementById('time');
const beat = document.getElementById('beat');
let ticks = 0;

function hand(turn, length, width, color) {
  const angle = turn * 2 * Math.PI - Math.PI / 2;
  face.strokeStyle = color;
  face.lineWidth = width;
  face.beginPath();
  face.moveTo(140, 140);
  face.lineTo(140 + length * Math.cos(angle), 140 + length * Math.sin(angle));
  face.stroke();
}

function draw() {
  const now = new Date();
  const seconds = now.getSeconds() + now.getMilliseconds() / 1000;
  face.clearRect(0, 0, 280, 280);
  face.fillStyle = '#f4f1e8';
  face.beginPath();
  face.arc(140, 140, 132, 0, 2 * Math.PI);
  face.fill();
  for (let mark = 0; mark < 12; mark += 1) {
    const angle = (mark / 12) * 2 * Math.PI;
    const inner = mark % 3 === 0 ? 108 : 116;
    face.strokeStyle = '#33404d';
    face.lineWidth = mark % 3 === 0 ? 4 : 2;
    face.beginPath();
    face.moveTo(140 + inner * Math.cos(angle), 140 + inner * Math.sin(angle));
    face.lineTo(140 + 124 * Math.cos(angle), 140 + 124 * Math.sin(angle));
    face.stroke();
  }
  const minutes = now.getMinutes() + seconds / 60;
  hand(((now.getHours() % 12) + minutes / 60) / 12, 66, 7, '#1d2a36');
  hand(minutes / 60, 96, 5, '#1d2a36');
  hand(seconds / 60, 108, 2, '#c8412b');
  face.fillStyle = '#c8412b';
  face.beginPath();
  face.arc(140, 140, 6, 0, 2 * Math.PI);
  face.fill();
  ticks += 1;
  time.textContent = now.toTimeString().slice(0, 8);
  beat.textContent = `${ticks} ticks since this page began`;
}

draw();
setInterval(draw, 100);
