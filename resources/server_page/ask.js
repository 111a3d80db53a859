// Requests with the token, and the sentence where one is refused.

let token = sessionStorage.getItem("token") || "";

export function setToken(given) {
  token = given;
  sessionStorage.setItem("token", given);
}

export async function ask(path, options = {}) {
  const headers = token ? { ...options.headers, Authorization: `Bearer ${token}` } : options.headers;
  const answer = await fetch(path, { ...options, headers });
  if (answer.status === 401) {
    document.getElementById("token-form").hidden = false;
    throw new Error("This server wants its token.");
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Error(told.message || `The server answered ${answer.status}.`);
  }
  return answer;
}

export async function askJson(path, options) {
  return (await ask(path, options)).json();
}

export function percent(share) {
  return share === undefined || share === null ? "" : `${(100 * share).toFixed(1)} %`;
}
